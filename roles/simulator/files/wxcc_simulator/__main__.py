# SPDX-License-Identifier: GPL-3.0-or-later
"""The command: `python -m wxcc_simulator --port 9080`."""

if __name__ == "__main__":
    # The processes that count import this file too; they must not wait for the import of the whole server.
    from wxcc_simulator.serving.command_line import main

    main()
