package topo.api;

/** Topo cannot work here: not root, a kernel feature or a tool is missing, a lock was not had in time. Exit status 5. */
public class SurroundingsException extends RuntimeException {
    public SurroundingsException(String message) {
        super(message);
    }

    public SurroundingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
