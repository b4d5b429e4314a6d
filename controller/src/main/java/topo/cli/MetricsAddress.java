package topo.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import topo.api.net.IpAddress;
import topo.api.yaml.Problems;

/** Where metrics are served: an address in numbers, so that no name is looked up, and a port. */
final class MetricsAddress {
    private static final Pattern FORM = Pattern.compile("\\[(.*:.*)]:(\\d{1,5})|([^:]*):(\\d{1,5})");
    private static final int MOST = 65535;

    private MetricsAddress() {}

    /**
     * Empty if nothing was given.
     *
     * @param open whether an address that other machines reach will do
     * @throws UsageException if it is no address, or one that has to be asked for
     */
    static Optional<InetSocketAddress> of(String text, boolean open) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw wrong(text);
        }
        boolean v6 = form.group(1) != null;
        int port = Integer.parseInt(form.group(v6 ? 2 : 4));
        InetAddress address = address(v6 ? form.group(1) : form.group(3), text);
        if (port > MOST) {
            throw wrong(text);
        } else if (!open && !address.isLoopbackAddress()) {
            throw new UsageException("the option --metrics takes a loopback address, as 127.0.0.1:9464; with --metrics-open it takes "
                    + address.getHostAddress() + " too, for whoever reaches that to read");
        }
        return Optional.of(new InetSocketAddress(address, port));
    }

    private static InetAddress address(String numbers, String text) {
        try {
            return InetAddress.getByAddress(IpAddress.parse(numbers).bytes());
        } catch (IllegalArgumentException | UnknownHostException none) {
            throw wrong(text);
        }
    }

    private static UsageException wrong(String text) {
        return new UsageException("the option --metrics is an address and a port in numbers, as 127.0.0.1:9464 or [::1]:9464; found \""
                + Problems.printable(text, 60) + "\"");
    }
}
