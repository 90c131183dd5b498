"""Everything that writes speech down, behind `voice.transcript.Transcriber`; `catalog` says which is in force."""
