package topo.kernel.events;

/**
 * What one message of the kernel says, without the namespace that it comes from. {@code index}: of the interface, 0 if it is about none,
 * below 0 for all of them (sysctls). {@code name}: of the interface where the message has it, the path below {@code /proc/sys} for a file
 * that was written, else empty.
 */
public record Notice(Aspect aspect, boolean removed, int index, String name, Author author) {}
