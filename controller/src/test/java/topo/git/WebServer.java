package topo.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A repository behind http (gitprotocol-http(5)), for whoever knows the password. */
final class WebServer implements AutoCloseable {
    private static final String ANSWER = "application/x-git-upload-pack-";

    private final HttpServer server;
    private final Repository repository;
    private final String authorization;
    /** What clients have sent to prove who they are. */
    final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    /** Where all requests are sent on to, or null. */
    volatile String elsewhere;

    WebServer(Repository repository, String user, String password) throws IOException {
        this.repository = repository;
        this.authorization = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/labs.git/", this::handle);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String sent = exchange.getRequestHeaders().getFirst("Authorization");
            if (sent != null) {
                seen.add(sent);
            }
            if (elsewhere != null) {
                exchange.getResponseHeaders().set("Location", elsewhere + exchange.getRequestURI());
                exchange.sendResponseHeaders(301, -1);
            } else if (!authorization.equals(sent)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"labs\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (exchange.getRequestURI().getPath().endsWith("/info/refs")) {
                advertise(exchange);
            } else {
                upload(exchange);
            }
        }
    }

    private void advertise(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", ANSWER + "advertisement");
        exchange.sendResponseHeaders(200, 0);
        PacketLineOut out = new PacketLineOut(exchange.getResponseBody());
        out.writeString("# service=git-upload-pack\n");
        out.end();
        try (UploadPackOf pack = new UploadPackOf(repository)) {
            pack.bare.sendAdvertisedRefs(new RefAdvertiser.PacketLineOutRefAdvertiser(out));
        }
    }

    private void upload(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", ANSWER + "result");
        exchange.sendResponseHeaders(200, 0);
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream in = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
        try (UploadPackOf pack = new UploadPackOf(repository)) {
            pack.bare.upload(in, exchange.getResponseBody(), null);
        }
    }

    private static final class UploadPackOf implements AutoCloseable {
        final UploadPack bare;

        UploadPackOf(Repository repository) {
            bare = new UploadPack(repository);
            bare.setBiDirectionalPipe(false);
        }

        @Override
        public void close() {
            bare.getRevWalk().close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
