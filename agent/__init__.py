"""The LangGraph hub: the daily run, chat, evidence, prompts, chat models, the offline analyst, and the composition root."""
