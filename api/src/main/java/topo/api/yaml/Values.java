package topo.api.yaml;

import java.util.List;
import java.util.function.Function;
import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.api.net.MacAddress;
import topo.api.net.NetnsName;
import topo.api.yaml.YamlMap.Reader;

/** Readers for the values that fields hold. Text is matched against allow-lists, never against lists of what is bad. */
public final class Values {
    private static final List<String> KERNELS_OWN = List.of("lo", "all", "default");
    private static final List<String> BOOLEANS_OF_YAML_1_1 = List.of("yes", "no", "on", "off", "y", "n");
    private static final int IFNAMSIZ = 16;
    private static final int MOST_DIGITS = 18;

    private Values() {}

    /** Printable text of at most this many characters. */
    public static Reader<String> text(int most) {
        return node -> {
            String text = node.asText();
            if (text.length() > most) {
                throw new IllegalArgumentException("is longer than " + most + " characters");
            }
            for (int i = 0; i < text.length(); i++) {
                int c = text.codePointAt(i);
                if (!Characters.isPlain(c)) {
                    throw new IllegalArgumentException("has control characters (" + Characters.name(c) + ")");
                }
                i += Character.charCount(c) - 1;
            }
            return text;
        };
    }

    /** An interface's name: at most 15 characters, a letter first (the kernel would take more; iptables and ip would not). */
    public static Reader<String> interfaceName() {
        return node -> {
            String name = node.asText();
            if (name.length() >= IFNAMSIZ) {
                throw new IllegalArgumentException("the interface name \"" + Problems.printable(name, 40) + "\" has " + name.length()
                        + " characters; the kernel takes at most " + (IFNAMSIZ - 1));
            }
            if (name.isEmpty() || !isLetter(name.charAt(0)) || !isName(name)) {
                throw new IllegalArgumentException("the interface name " + node.describe()
                        + " is not a letter followed by letters, digits, \"_\", \".\" or \"-\"");
            }
            if (KERNELS_OWN.contains(name)) {
                throw new IllegalArgumentException("the kernel keeps the interface name \"" + name + "\" for itself");
            }
            return name;
        };
    }

    /** The name of an interface that exists or is declared elsewhere: {@link #interfaceName}, or {@code lo}. */
    public static Reader<String> deviceName() {
        Reader<String> name = interfaceName();
        return node -> node.asText().equals("lo") ? "lo" : name.read(node);
    }

    /** A namespace's name, which is a file name in /run/netns: at most 63 letters, digits, "_", "." and "-", no "." or "-" first. */
    public static Reader<NetnsName> netnsName() {
        return node -> {
            String name = node.asText();
            if (name.isEmpty() || name.length() > 63 || !isLetter(name.charAt(0)) && !isDigit(name.charAt(0)) || !isName(name)) {
                throw new IllegalArgumentException("the namespace name \"" + Problems.printable(name, 70)
                        + "\" is not at most 63 letters, digits, \"_\", \".\" or \"-\" that start with a letter or digit");
            }
            return new NetnsName(name);
        };
    }

    /** A DNS label as Kubernetes has it (RFC 1123): at most 63 lower-case letters, digits and "-", no "-" first or last. */
    public static Reader<String> dnsLabel() {
        return node -> {
            String name = node.asText();
            boolean right = !name.isEmpty() && name.length() <= 63 && name.charAt(0) != '-' && name.charAt(name.length() - 1) != '-';
            for (int i = 0; right && i < name.length(); i++) {
                char c = name.charAt(i);
                right = c >= 'a' && c <= 'z' || isDigit(c) || c == '-';
            }
            if (!right) {
                throw new IllegalArgumentException("the name \"" + Problems.printable(name, 70)
                        + "\" is not at most 63 lower-case letters, digits or \"-\", with a letter or digit first and last");
            }
            return name;
        };
    }

    /** A whole decimal number without quotes. A leading zero is refused: it would be octal to some. */
    public static Reader<Long> number(long least, long most) {
        return node -> {
            String text = plain(node, "a whole number from " + least + " to " + most);
            int first = text.startsWith("-") ? 1 : 0;
            int digits = text.length() - first;
            if (!areDigits(text, first, text.length()) || digits > 1 && text.charAt(first) == '0') {
                throw new IllegalArgumentException("expected a whole number from " + least + " to " + most + ", found " + node.describe());
            }
            long number = digits > MOST_DIGITS ? Long.MIN_VALUE : Long.parseLong(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException(Problems.printable(text, 40) + " is not between " + least + " and " + most);
            }
            return number;
        };
    }

    public static Reader<Integer> integer(int least, int most) {
        Reader<Long> number = number(least, most);
        return node -> number.read(node).intValue();
    }

    /** YAML 1.2: {@code true} or {@code false} without quotes. */
    public static Reader<Boolean> bool() {
        return node -> {
            String text = plain(node, "true or false");
            if (text.equals("true") || text.equals("false")) {
                return text.equals("true");
            }
            String hint = BOOLEANS_OF_YAML_1_1.contains(text) ? ", which is plain text in YAML 1.2" : "";
            throw new IllegalArgumentException("expected true or false, found " + node.describe() + hint);
        };
    }

    public static Reader<String> oneOf(String... words) {
        List<String> known = List.of(words);
        return node -> {
            String text = node.asText();
            if (!known.contains(text)) {
                String choice = known.size() == 1 ? " is not " + known.get(0) : " is not one of " + String.join(", ", known);
                throw new IllegalArgumentException(node.describe() + choice + Suggestion.of(text, known));
            }
            return text;
        };
    }

    public static Reader<IpAddress> address() {
        return node -> named(node, IpAddress::parse);
    }

    /** An interface's address, host bits and all. */
    public static Reader<IpPrefix> interfaceAddress() {
        return node -> {
            IpPrefix prefix = named(node, IpPrefix::parse);
            if (prefix.address().isUnspecified() || prefix.address().isMulticast()) {
                throw new IllegalArgumentException(prefix + " cannot be the address of an interface");
            }
            return prefix;
        };
    }

    /** A network, which has no host bits; a bare address is the network of one. */
    public static Reader<IpPrefix> network() {
        return node -> {
            String text = node.asText();
            IpPrefix prefix = text.indexOf('/') < 0 ? IpPrefix.single(named(node, IpAddress::parse)) : named(node, IpPrefix::parse);
            if (prefix.hasHostBits()) {
                throw new IllegalArgumentException(prefix + " has host bits set (the network is " + prefix.network() + ")");
            }
            return prefix;
        };
    }

    public static Reader<MacAddress> mac() {
        return node -> {
            MacAddress mac = named(node, MacAddress::new);
            if (mac.isMulticast() || mac.text().equals("00:00:00:00:00:00")) {
                throw new IllegalArgumentException(mac + " is a group or null address, which no interface can have");
            }
            return mac;
        };
    }

    /** Bytes: {@code 52428800}, {@code 50M}, {@code 50Mi}, {@code 1G}; K, M, G, T are powers of 1024, as in the kernel. */
    public static Reader<Long> size() {
        return node -> Quantity.bytes(node.asText(), node);
    }

    /** Milliseconds: {@code 10ms}, {@code 5s}, {@code 1m}, {@code 2h}. */
    public static Reader<Long> duration() {
        return node -> Quantity.milliseconds(node.asText(), node);
    }

    static boolean areDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return from < to;
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && !isDigit(c) && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String plain(YamlNode node, String expected) {
        if (node instanceof YamlScalar scalar && scalar.quoted()) {
            throw new IllegalArgumentException("expected " + expected + " without quotes, found the text " + node.describe());
        }
        return node.asText();
    }

    private static <T> T named(YamlNode node, Function<String, T> parse) {
        String text = node.asText();
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(node.describe() + ": " + wrong.getMessage());
        }
    }
}
