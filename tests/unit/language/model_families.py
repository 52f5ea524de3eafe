"""Chat templates in the manner of three families of models, written for these tests and much reduced."""

QWEN_LIKE = """
{%- if tools %}<|begin|>system
{% if messages[0].role == 'system' %}{{ messages[0].content }}

{% endif %}Tools, one JSON object a line:
{% for tool in tools %}{{ tool | tojson }}
{% endfor %}Answer a call as <tool_call>{"name": ..., "arguments": ...}</tool_call><|end|>
{% elif messages[0].role == 'system' %}<|begin|>system
{{ messages[0].content }}<|end|>
{% endif %}
{%- for m in messages if m.role != 'system' %}
{%- if m.role == 'tool' %}<|begin|>user
<tool_response>{{ m.content }}</tool_response><|end|>
{% else %}<|begin|>{{ m.role }}
{{ m.content }}{% for c in m.tool_calls or [] %}
<tool_call>
{"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}}
</tool_call>{% endfor %}<|end|>
{% endif %}{% endfor %}{% if add_generation_prompt %}<|begin|>assistant
{% endif %}"""

LLAMA_LIKE = """
{%- for m in messages %}<|begin|>{{ 'ipython' if m.role == 'tool' else m.role }}

{% if loop.first and tools %}Given these functions, answer with JSON {"name": ..., "parameters": {...}}
{% for tool in tools %}{{ tool | tojson }}
{% endfor %}{% endif %}
{%- if m.tool_calls %}{% set f = m.tool_calls[0].function -%}
{"name": "{{ f.name }}", "parameters": {{ f.arguments | tojson }}}
{%- else %}{{ m.content }}{% endif %}<|end|>{% endfor %}{% if add_generation_prompt %}<|begin|>assistant

{% endif %}"""

# Strict as such templates are: no system role, turn and turn about, call ids of nine signs.
MISTRAL_LIKE = """
{%- set state = namespace(user=true) %}
{%- for m in messages %}
{%- if m.role == 'system' %}{{ raise_exception('only user and assistant roles here') }}{% endif %}
{%- if m.role == 'user' or (m.role == 'assistant' and not m.tool_calls) %}
{%- if (m.role == 'user') != state.user %}{{ raise_exception('roles must alternate') }}{% endif %}
{%- set state.user = not state.user %}{% endif %}
{%- if m.role == 'user' %}
{%- if tools and loop.last %}[AVAILABLE_TOOLS] {{ tools | tojson }}[/AVAILABLE_TOOLS]{% endif -%}
[INST] {{ m.content }}[/INST]
{%- elif m.role == 'tool' %}[TOOL_RESULTS] {{ m.content }}[/TOOL_RESULTS]
{%- elif m.tool_calls %}[TOOL_CALLS] [
{%- for c in m.tool_calls %}{% if c.id | length != 9 %}{{ raise_exception('ids have nine signs') }}{% endif %}
{"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}, "id": "{{ c.id }}"}
{%- endfor %}]<|end|>
{%- else %} {{ m.content }}<|end|>{% endif %}{% endfor %}"""
