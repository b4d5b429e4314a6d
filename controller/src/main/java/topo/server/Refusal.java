package topo.server;

/** Why a client is not served; {@link #word} is what the protocol calls it. The client then works alone. */
public enum Refusal {
    VERSION, BUSY, LARGE, MALFORMED, FORBIDDEN, ELSEWHERE, SLOW, ENDING;

    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
