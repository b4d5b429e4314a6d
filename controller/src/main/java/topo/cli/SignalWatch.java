package topo.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals as events. The JDK has no other way than sun.misc.Signal (module jdk.unsupported, there from 9 to 25 and on), and the compiler
 * warns of every use, so it is reached by its name.
 */
final class SignalWatch {
    private SignalWatch() {}

    /** Makes the signal mean nothing. */
    static void ignore(String name) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            handle(name, Class.forName("sun.misc.Signal"), handler, handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("ignore SIG" + name + ": this Java has no sun.misc.Signal", missing);
        }
    }

    private static void handle(String name, Class<?> signal, Class<?> handler, Object answer) throws ReflectiveOperationException {
        signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name), answer);
    }

    /** Runs the task on a thread of its own whenever the signal comes. {@code name}: without the SIG. */
    static void on(String name, Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler call = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    task.run();
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> "signal handler";
            };
            Object taken = Proxy.newProxyInstance(SignalWatch.class.getClassLoader(), new Class<?>[] {handler}, call);
            handle(name, signal, handler, taken);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("answer SIG" + name + ": this Java has no sun.misc.Signal", missing);
        }
    }
}
