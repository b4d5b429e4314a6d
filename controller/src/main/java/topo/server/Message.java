package topo.server;

import java.util.List;
import java.util.Map;

/**
 * One line of the protocol, a JSON object with a line feed after it. Lines and not HTTP, as both sides speak while a command goes on: one
 * tells what it prints, the other that it was asked to stop.
 *
 * <pre>
 * client: {"version":1,"words":["apply","lab.yaml"],"facts":{"colour":"true"}}
 *         {"file":"lab.yaml","data":"YXBp...","more":true}   (base64, as a file may be anything)
 *         {"file":"lab.yaml","data":"...","more":false}
 *         {"run":true}
 * server: {"started":1}
 *         {"keep":true}                   (from here on signals are kept: the command is about to change something)
 * client: {"kept":true}
 * server: {"out":"  + namespace red\n"}
 *         {"err":"..."}
 * client: {"stop":true}                   (SIGINT or SIGTERM)
 * server: {"exit":0}
 * </pre>
 *
 * Instead of "started" the server may answer {@code {"refused":"busy","message":"..."}}; nothing was done then.
 */
public sealed interface Message {
    /** The version spoken here. Another one is refused, and the client works alone. */
    int VERSION = 1;

    /** The command's words, and what else of the client it depends on, by the names in {@link Facts}. */
    record Head(int version, List<String> words, Map<String, String> facts) implements Message {}

    /** A part of a file, or why it cannot be read. {@code more}: the next line goes on with it. */
    record Part(String file, byte[] data, boolean more, String refusal) implements Message {}

    /** All is told: do it. */
    record Run() implements Message {}

    /** Signals are kept. */
    record Kept() implements Message {}

    /** Finish the step under way. */
    record Stop() implements Message {}

    /** Nobody reads the output any more. */
    record Deaf() implements Message {}

    record Started(int version) implements Message {}

    record Out(String text) implements Message {}

    record Err(String text) implements Message {}

    /** Keep signals from now on, and say when that is so. */
    record Keep() implements Message {}

    /** The command has ended. */
    record Exit(int status) implements Message {}

    /** {@code reason}: one of the words in {@link Refusal}. */
    record Refused(String reason, String message) implements Message {}
}
