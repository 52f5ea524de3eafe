"""``python -m assistant`` is ``shop-assistant``."""

import sys

from assistant.cli import main

sys.exit(main())
