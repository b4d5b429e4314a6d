package topo.cli;

import java.io.InputStream;
import java.time.Clock;

/** All that a command sees of the outside. */
record World(InputStream in, Output output, Places places, Platform platform, Clock clock) {}
