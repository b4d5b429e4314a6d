package topo.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import topo.api.SurroundingsException;

/**
 * Another process of this very program: the same JVM with the same options, as {@code /proc/self/cmdline} tells them, and other words. Its
 * standard streams are not the terminal's: whoever waits for the end of a pipe does not wait for it.
 */
final class Twin {
    static final String READY = "ready";

    private static final long LONGEST_START_SECONDS = 20;
    /** What makes a JVM write an archive at its end, as in the training of the class-data archive. */
    private static final List<String> RECORDING = List.of("-XX:AOTMode=", "-XX:AOTConfiguration=", "-XX:AOTCacheOutput=",
            "-XX:DumpLoadedClassList=", "-XX:ArchiveClassesAtExit=", "-Xshare:dump");

    private static final List<String> CLASS_PATH = List.of("-cp", "-classpath", "--class-path");

    private final Path self;

    /** {@code self}: {@code /proc/self}. */
    Twin(Path self) {
        this.self = self;
    }

    /** Starts it and waits until it says {@link #READY}. */
    void start(List<String> words) {
        try {
            List<String> command = command();
            command.addAll(words);
            ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
            Process process = builder.redirectError(new File("/dev/null")).start();
            String said = firstLine(process);
            if (!READY.equals(said)) {
                process.destroyForcibly();
                throw new SurroundingsException("start the process that is to roll back: " + (said == null ? "it ended at once" : said));
            }
        } catch (IOException refused) {
            throw new SurroundingsException("start the process that is to roll back: " + refused.getMessage(), refused);
        }
    }

    private static String firstLine(Process process) {
        CompletableFuture<String> line = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                line.complete(output.readLine());
            } catch (IOException broken) {
                line.complete(broken.getMessage());
            }
        }, "twin");
        reader.setDaemon(true);
        reader.start();
        try {
            return line.get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException slow) {
            return "it was not ready within " + LONGEST_START_SECONDS + " s";
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (ExecutionException impossible) {
            return impossible.getMessage();
        }
    }

    /** The program with the JVM's options, without the words after it. */
    List<String> command() throws IOException {
        List<String> words = List.of(new String(Files.readAllBytes(self.resolve("cmdline")), Charset.defaultCharset()).split("\0"));
        List<String> command = new ArrayList<>();
        command.add(Files.readSymbolicLink(self.resolve("exe")).toString());
        for (int at = 1; at < words.size() && isOption(words.get(at)); at++) {
            if (CLASS_PATH.contains(words.get(at))) {
                at++;
            } else if (RECORDING.stream().noneMatch(words.get(at)::startsWith)) {
                command.add(words.get(at));
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "topo.cli.Main"));
        return command;
    }

    /** Or a file of options, {@code @FILE}. */
    private static boolean isOption(String word) {
        return word.startsWith("-") && !word.equals("-jar") || word.startsWith("@");
    }
}
