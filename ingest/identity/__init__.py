"""Is a page an article that the archive has, or a new one?"""
