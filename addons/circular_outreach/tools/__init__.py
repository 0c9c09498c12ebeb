"""Pure logic that needs no database: names, addresses, places, tokens. Each module can be read and tested on its own."""
