package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether connections are spread evenly over three backends. */
final class Shares {
    private static final int CONNECTIONS = 300;
    private static final int ROUNDS = 5;
    /** Of one backend in 300 connections: 100 expected, deviation sqrt(300 * 1/3 * 2/3) = 8.2; six of them happen once in 500 million. */
    private static final int BOUND = 49;
    /**
     * The chi-square statistic of all rounds, two degrees of freedom: 32.2 is exceeded once in ten million by even shares. Shares of 1/3,
     * 2/9 and 4/9, which come of giving every backend the probability 1/3, have 122 on average.
     */
    private static final double CHI_SQUARE = 32.2;

    private Shares() {}

    static void ofThreeBackends(Sandbox box, String client, String address, List<String> backends) {
        backends.forEach(backend -> Traffic.serve(box, backend, 80, backend));
        Map<String, Long> total = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Result result = box.in(client, "python3", Peers.script("connect.py"), address, Integer.toString(CONNECTIONS)).expect(0);
            Map<String, Long> shares = result.out().lines().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            assertEquals(CONNECTIONS, shares.values().stream().mapToLong(Long::longValue).sum(), shares::toString);
            for (String backend : backends) {
                long share = shares.getOrDefault(backend, 0L);
                assertTrue(Math.abs(share - CONNECTIONS / 3) <= BOUND, () -> "shares of " + CONNECTIONS + ": " + shares);
                total.merge(backend, share, Long::sum);
            }
        }
        double expected = CONNECTIONS * ROUNDS / 3.0;
        double statistic = total.values().stream().mapToDouble(share -> (share - expected) * (share - expected) / expected).sum();
        assertTrue(statistic <= CHI_SQUARE, () -> "shares of " + CONNECTIONS * ROUNDS + ": " + total + ", chi-square " + statistic);
    }
}
