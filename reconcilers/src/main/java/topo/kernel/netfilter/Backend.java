package topo.kernel.netfilter;

/**
 * Where iptables keeps its rules: in nf_tables or in the older x_tables. The kernel runs both, so rules of both take effect; each
 * program sees those of its own only.
 */
public enum Backend {
    /** Whatever the system's plain {@code iptables} is. */
    SYSTEM(""),
    NFT("-nft"),
    LEGACY("-legacy");

    private final String infix;

    Backend(String infix) {
        this.infix = infix;
    }

    /** Reads {@code nft} or {@code legacy}; null or empty is the system's. {@link IllegalArgumentException} for anything else. */
    public static Backend of(String text) {
        if (text == null || text.isEmpty()) {
            return SYSTEM;
        }
        return switch (text) {
            case "nft" -> NFT;
            case "legacy" -> LEGACY;
            default -> throw new IllegalArgumentException("the iptables backend \"" + text + "\" is neither nft nor legacy");
        };
    }

    /** {@code iptables-legacy-save} and the like. */
    String program(IpFamily family, String verb) {
        return family.program() + infix + "-" + verb;
    }

    @Override
    public String toString() {
        return switch (this) {
            case SYSTEM -> "system";
            case NFT -> "nft";
            case LEGACY -> "legacy";
        };
    }
}
