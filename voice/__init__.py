"""From a recording to transcript, voice features and journal events; recordings never leave the machine."""
