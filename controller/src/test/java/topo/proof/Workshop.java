package topo.proof;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import topo.cli.KilledTopo;

/**
 * What hundreds of short-lived JVMs need to start fast: classes in one jar, a class-data archive of it, and jffi's library unpacked once.
 * Programs start in network and mount namespaces of their own.
 */
public final class Workshop {
    private static final List<String> QUICK = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:CICompilerCount=1",
            "-XX:-UsePerfData", "-Xmx192m", "-Djnr.ffi.asm.enabled=false", "-Djava.util.logging.config.class=java.lang.Object");
    private static final List<String> DOCUMENTS = List.of("lab.yaml", "lab-changed.yaml");

    private final Path folder;
    private final String classPath;
    private final Path archive;

    Workshop(Path folder) throws IOException {
        this.folder = folder;
        this.archive = folder.resolve("archive.jsa");
        List<String> jars = new ArrayList<>(List.of(folder.resolve("classes.jar").toString()));
        List<Path> classes = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                classes.add(path);
            } else if (entry.endsWith(".jar") && !entry.contains("surefire")) {
                jars.add(entry);
            }
        }
        pack(classes, folder.resolve("classes.jar"));
        this.classPath = String.join(":", jars);
        unpackLibrary(jars);
        for (String document : DOCUMENTS) {
            try (InputStream text = Workshop.class.getResourceAsStream("/proof/" + document)) {
                Files.copy(text, folder.resolve(document));
            }
        }
        train();
    }

    private static void pack(List<Path> folders, Path jar) throws IOException {
        List<String> packed = new ArrayList<>();
        try (OutputStream file = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setMethod(ZipOutputStream.DEFLATED);
            zip.setLevel(1);
            for (Path classes : folders) {
                try (Stream<Path> all = Files.walk(classes)) {
                    for (Path one : all.filter(Files::isRegularFile).toList()) {
                        String name = classes.relativize(one).toString();
                        if (!packed.contains(name)) {
                            packed.add(name);
                            zip.putNextEntry(new ZipEntry(name));
                            Files.copy(one, zip);
                        }
                    }
                }
            }
        }
    }

    /** Else each JVM unpacks it to /tmp, where a killed one leaves it. */
    private void unpackLibrary(List<String> jars) throws IOException {
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        for (String name : jars) {
            try (JarFile jar = new JarFile(name)) {
                List<? extends ZipEntry> found = jar.stream()
                        .filter(entry -> entry.getName().startsWith("jni/" + machine + "-Linux/lib")).toList();
                for (ZipEntry library : found) {
                    try (InputStream content = jar.getInputStream(library)) {
                        Files.copy(content, folder.resolve(library.getName().replaceFirst(".*/", "")));
                    }
                }
            }
        }
    }

    private void train() throws IOException {
        Path list = folder.resolve("list");
        List<String> command = sandboxed(Training.class, folder.toString());
        command.addAll(List.of(program("java"), "-Xshare:auto", "-XX:DumpLoadedClassList=" + list));
        command.addAll(options());
        run(command);
        // Numbers differ from run to run; only classes of other loaders ("source:") need them.
        List<String> names = Files.readAllLines(list).stream().filter(line -> !line.contains(" source: "))
                .map(line -> line.replaceFirst(" id: \\d+$", "")).distinct().toList();
        Files.write(list, names);
        List<String> dump = new ArrayList<>(List.of(program("java"), "-Xshare:dump", "-XX:SharedClassListFile=" + list,
                "-XX:SharedArchiveFile=" + archive));
        dump.addAll(options());
        run(dump);
    }

    private static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private List<String> options() {
        List<String> options = new ArrayList<>(QUICK);
        options.addAll(List.of("-Djffi.boot.library.path=" + folder, "-cp", classPath));
        return options;
    }

    /** The JVM that runs {@link KilledTopo}. */
    List<String> java() {
        List<String> command = new ArrayList<>(List.of(program("java"), "-Xshare:auto", "-XX:SharedArchiveFile=" + archive));
        command.addAll(options());
        return command;
    }

    /** The command of a program of the tests that runs in namespaces of its own. */
    List<String> sandboxed(Class<?> program, String... words) {
        return inside(options(), Stream.concat(Stream.of(program.getName()), Stream.of(words)).toArray(String[]::new));
    }

    /** As {@link #sandboxed}, for one that lives long: with the class path as it is. */
    public static List<String> plain(Class<?> program, String... words) {
        List<String> options = List.of("-Xmx512m", "-Djnr.ffi.asm.enabled=false", "-Djava.util.logging.config.class=java.lang.Object",
                "-Dtopo.root=" + System.getProperty("topo.root", ".."), "-cp", System.getProperty("java.class.path"));
        return inside(options, Stream.concat(Stream.of(program.getName()), Stream.of(words)).toArray(String[]::new));
    }

    private static List<String> inside(List<String> options, String... words) {
        Path java = Path.of(System.getProperty("topo.root", "..")).resolve("packaging/test-jvm/bin/java");
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(options);
        command.addAll(List.of(words));
        return command;
    }

    private void run(List<String> command) {
        try {
            Path output = folder.resolve("output");
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("exit status " + process.exitValue() + ": " + command + "\n" + Files.readString(output));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
