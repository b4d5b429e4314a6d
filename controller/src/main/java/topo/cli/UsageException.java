package topo.cli;

/** A command line that topo does not take; nothing was touched. Exit status 2. */
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }
}
