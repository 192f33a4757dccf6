"""Pages of the register: `verify` for anyone, `mine` for holders, `office` for managers."""
