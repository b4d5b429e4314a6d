package topo.kernel.netfilter;

/** iptables-save could not show a table or iptables-restore did not take a change. The message holds the program's own words. */
public class IptablesException extends RuntimeException {
    private final Reason reason;

    /** What a caller can do about it. */
    public enum Reason {
        /** This input was refused, or this table cannot be read; another may be. */
        REFUSED,
        /** A signal ended the program, which may or may not have committed by then: look again, then try again. */
        KILLED,
        /** What the program wrote ends in the middle: look again. */
        CUT,
        /** Another program holds the lock of the legacy backend; nothing was changed, and a later try may succeed. */
        LOCKED,
        /** Nothing can be changed now: the lock was not had in time, or the program hung. */
        BUSY
    }

    public IptablesException(String message) {
        this(message, Reason.REFUSED);
    }

    public IptablesException(String message, Reason reason) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
