"""The edge: one nginx configuration for a laptop and for the container.

    config.py    `Edge` (what differs from place to place) and `render`
    program.py   the real nginx: find it, check a configuration, run it
    conf/        the configuration, to be read

`python -m local.nginx --help` says what can be done with it.
"""
