package topo.kernel;

import java.util.ResourceBundle;

/**
 * Takes the JDK's own log messages, none of which anybody here waits for, so that the JDK need not look for somebody who does: jffi makes a
 * logger when it is loaded, and the JDK then opens and reads every jar of the class path, thirty of them, for a provider of this service.
 * It stops at the second that it finds ({@code BuiltinClassLoader.findResources} looks one ahead), so the first two jars name this one.
 * Thread-safe.
 */
public final class NoPlatformLog extends System.LoggerFinder {
    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Silent(name);
    }

    private record Silent(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return false;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {}

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {}
    }
}
