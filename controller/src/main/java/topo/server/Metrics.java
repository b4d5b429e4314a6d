package topo.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import topo.api.SurroundingsException;
import topo.controller.Meter;

/**
 * {@code /metrics} in Prometheus' text format and {@code /healthz} (200, or 503 if the controller's loop stands still) over HTTP. Two
 * threads answer; the controller's has no part in it. Whoever reaches the address may read them.
 */
public final class Metrics implements AutoCloseable {
    /** A pass over thousands of namespaces takes seconds; what takes longer than this hangs. */
    private static final long LONGEST_SILENCE_NANOS = 120_000_000_000L;
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final int THREADS = 2;
    private static final int WAITING = 16;

    /** So that half requests cannot hold both threads for ever (see the module jdk.httpserver). */
    private static final String LONGEST_SECONDS = "10";

    private final Counts counts = new Counts(System::nanoTime);
    private HttpServer server;
    private ExecutorService threads;

    public Meter meter() {
        return counts;
    }

    /**
     * Takes the address and answers there.
     *
     * @param waiting how many wake-ups wait
     * @throws SurroundingsException if the address cannot be had
     */
    public Metrics start(InetSocketAddress address, IntSupplier waiting) {
        counts.watch(waiting);
        System.setProperty("sun.net.httpserver.maxReqTime", LONGEST_SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", LONGEST_SECONDS);
        try {
            server = HttpServer.create(address, WAITING);
        } catch (IOException refused) {
            String where = address.getAddress().getHostAddress() + " port " + address.getPort();
            throw new SurroundingsException("serve metrics at " + where + ": " + refused.getMessage(), refused);
        }
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "topo-metrics");
            thread.setDaemon(true);
            return thread;
        });
        server.createContext("/metrics", exactly("/metrics", this::metrics));
        server.createContext("/healthz", exactly("/healthz", this::health));
        server.createContext("/", exactly("/", exchange -> answer(exchange, 200, PLAIN, bytes("/metrics\n/healthz\n"))));
        server.setExecutor(threads);
        server.start();
        return this;
    }

    /** The port, where any was asked for. */
    int port() {
        return server.getAddress().getPort();
    }

    /** A context stands for all paths that begin with its own. */
    private static HttpHandler exactly(String path, HttpHandler handler) {
        return exchange -> {
            try (exchange) {
                String method = exchange.getRequestMethod();
                if (!exchange.getRequestURI().getRawPath().equals(path)) {
                    answer(exchange, 404, PLAIN, bytes("there is /metrics and /healthz\n"));
                } else if (!method.equals("GET") && !method.equals("HEAD")) {
                    answer(exchange, 405, PLAIN, bytes("only GET\n"));
                } else {
                    handler.handle(exchange);
                }
            }
        };
    }

    private void metrics(HttpExchange exchange) throws IOException {
        PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        writer.write(text, counts.registry().scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        answer(exchange, 200, PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
    }

    private void health(HttpExchange exchange) throws IOException {
        long silence = counts.sinceLife();
        boolean well = silence < LONGEST_SILENCE_NANOS;
        String words = well ? "ok\n" : "the controller's loop has stood still for " + silence / 1_000_000_000L + " s\n";
        answer(exchange, well ? 200 : 503, PLAIN, bytes(words));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
