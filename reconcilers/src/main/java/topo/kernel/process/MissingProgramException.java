package topo.kernel.process;

/** A program that the work needs is not installed; the message says how to install it. */
public class MissingProgramException extends RuntimeException {
    public MissingProgramException(String message) {
        super(message);
    }
}
