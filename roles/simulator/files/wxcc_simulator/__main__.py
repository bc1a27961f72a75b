# SPDX-License-Identifier: GPL-3.0-or-later
"""The command: `python -m wxcc_simulator --port 9080`."""

if __name__ == "__main__":
    # Processes that count import this file too, and would wait for all of the server.
    from wxcc_simulator.serving.command_line import main

    main()
