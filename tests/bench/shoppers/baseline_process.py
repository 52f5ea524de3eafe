"""The quickstart baseline as something to talk to: a message a line in, one JSON object a line out.

Its stack is taken from the quickstart file itself; search and prompt are as there: four nearest products, one
stuffed prompt, no filter, no memory. Run by `shops`, with the baseline's own packages on the path.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
from pathlib import Path
from types import ModuleType

SHOWN = 4
NEW_TOKENS = 100


def main() -> None:
    """Index, say so, then answer until the input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quickstart", type=Path, required=True)
    parser.add_argument("--catalogue", type=Path, required=True)
    parser.add_argument("--encoder", required=True)
    parser.add_argument("--llm")
    options = parser.parse_args()
    quickstart = _load(options.quickstart)
    rows = [json.loads(line) for line in options.catalogue.read_text("utf-8").splitlines()]
    documents = [
        quickstart.Document(
            page_content=f"{row['title']}. {row.get('description') or ''}"[:1500],
            metadata={"id": str(row["id"]), "title": row["title"], "price": row.get("price") or -1.0},
        )
        for row in rows
    ]
    embeddings = quickstart.HuggingFaceEmbeddings(model_name=options.encoder)
    with tempfile.TemporaryDirectory() as folder:
        store = quickstart.Chroma.from_documents(documents, embeddings, persist_directory=folder)
        writer = _Writer(quickstart, options.llm) if options.llm else None
        print(json.dumps({"ready": len(documents)}), flush=True)
        for line in sys.stdin:
            query = json.loads(line)
            hits = store.similarity_search(query, k=SHOWN)
            reply = writer.write(query, hits) if writer else ""
            print(json.dumps({"ids": [hit.metadata["id"] for hit in hits], "reply": reply}), flush=True)


class _Writer:
    """The quickstart's prompt, and the model's continuation of it."""

    def __init__(self, quickstart: ModuleType, weights: str) -> None:
        self._tokenizer = quickstart.AutoTokenizer.from_pretrained(weights)
        self._model = quickstart.AutoModelForCausalLM.from_pretrained(weights, dtype=quickstart.torch.bfloat16).eval()

    def write(self, query: str, hits: list) -> str:
        """The reply to one message."""
        context = "\n".join(f"- {h.metadata['title']} (${h.metadata['price']}): {h.page_content[:300]}" for h in hits)
        system = f"You are a shopping assistant. Recommend from these products:\n{context}"
        prompt = self._tokenizer.apply_chat_template(
            [{"role": "system", "content": system}, {"role": "user", "content": query}],
            add_generation_prompt=True,
            return_tensors="pt",
            return_dict=True,
        )
        ids = self._model.generate(**prompt, max_new_tokens=NEW_TOKENS, do_sample=False)
        return self._tokenizer.decode(ids[0, prompt["input_ids"].shape[1] :], skip_special_tokens=True)


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("quickstart_baseline", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
