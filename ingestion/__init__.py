"""Every source of facts, behind one `Source` protocol: files, research data sets and synthetic people become facts of the store."""
