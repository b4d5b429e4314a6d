package topo.kernel.netlink;

/** A message of the kernel does not have the form that its headers promise; names the part, its length and its offset. */
public class DecodeException extends RuntimeException {
    public DecodeException(String message) {
        super(message);
    }
}
