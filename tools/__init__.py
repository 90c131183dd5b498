"""The typed functions the agent may call, over one context; not developer scripts. Nothing here knows a framework."""
