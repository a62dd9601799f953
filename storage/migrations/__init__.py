"""How the schema came to be, step by step; run by `engines.database`, in one transaction."""
