package topo.fault;

import topo.kernel.Errno;

/**
 * What goes wrong.
 *
 * @param how what happens to the call
 * @param errno the error that it ends with, or null
 * @param lasts whether all later calls of the sort go wrong as well
 */
public record Fault(How how, Errno errno, boolean lasts) {

    /** What happens to a call. */
    public enum How {
        /** It is not made and fails. */
        REFUSED,
        /** A datagram is longer than the buffer. */
        TRUNCATED,
        /** Every message of a datagram says that the tables changed during the dump. */
        INTERRUPTED,
        /** Another datagram comes first, with a sequence number that nobody asked with. */
        STRAY,
        /** The datagram is no message. */
        GARBLED,
        /** The datagram never comes. */
        LOST,
        /** A program that is not installed. */
        MISSING,
        /** A program that fails with this exit status and has done nothing. */
        EXIT_1, EXIT_2, EXIT_4,
        /** One that a signal ends before it has done anything. */
        KILLED, CRASHED,
        /** One that SIGKILL ends when it has done all its work. */
        KILLED_LATE,
        /** One that never ends, and is killed at its limit. */
        HANGS,
        /** One that writes 100 MB. */
        FLOODS,
        /** One whose output ends in the middle. */
        CUT,
        /** iptables-nft-save before rules that only nft can show: a comment, and success. */
        INCOMPATIBLE,
        /** A write that takes the first half. */
        SHORT,
        /** A clock that is a year ahead, or behind, from now on. */
        AHEAD, BEHIND
    }

    public static Fault refused(Errno errno) {
        return new Fault(How.REFUSED, errno, false);
    }

    static Fault once(How how) {
        return new Fault(how, null, false);
    }

    static Fault always(How how) {
        return new Fault(how, null, true);
    }

    public static Fault alwaysRefused(Errno errno) {
        return new Fault(How.REFUSED, errno, true);
    }

    @Override
    public String toString() {
        return (errno == null ? how.toString() : errno.toString()) + (lasts ? " from then on" : "");
    }
}
