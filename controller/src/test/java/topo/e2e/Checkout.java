package topo.e2e;

import java.nio.file.Path;

/** The files of the project that is tested. */
final class Checkout {
    private Checkout() {}

    /** {@code topo.root} is set by the build; without it the tests run from a module's folder. */
    static Path file(String path) {
        return Path.of(System.getProperty("topo.root", "..")).resolve(path).toAbsolutePath().normalize();
    }

    static String sample(String name) {
        return file("samples/" + name + ".yaml").toString();
    }
}
