package topo.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import topo.api.SurroundingsException;

/** The server's side of one conversation, between the thread of the command and that of the socket. Thread-safe. */
final class Talk implements Conversation {
    /** A client that does not answer is as good as gone. */
    private static final long ANSWER_MILLIS = 10_000;

    private final Outbound outbound;
    private final TextStream out = new TextStream(text -> print(text, true));
    private final TextStream err = new TextStream(text -> print(text, false));
    private Thread thread;
    private boolean gone;
    private boolean kept;
    private boolean deaf;
    private boolean cut;
    private volatile boolean stop;

    Talk(Outbound outbound) {
        this.outbound = outbound;
    }

    /** Called by the command's thread, first of all. */
    void begin() {
        try {
            outbound.put(Wire.bytes(new Message.Started(Message.VERSION)), false);
        } catch (IOException left) {
            leave();
        }
        synchronized (this) {
            thread = Thread.currentThread();
            if (gone) {
                thread.interrupt();
            }
        }
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public OutputStream err() {
        return err;
    }

    private void print(String text, boolean toOut) throws IOException {
        boolean patient;
        synchronized (this) {
            if (gone || toOut && deaf) {
                throw new IOException("the client has gone");
            }
            patient = !kept;
        }
        if (!text.isEmpty()) {
            outbound.put(Wire.bytes(toOut ? new Message.Out(text) : new Message.Err(text)), patient);
        }
    }

    @Override
    public BooleanSupplier keep() {
        try {
            if (!isKept()) {
                out.flush();
                err.flush();
                outbound.put(Wire.bytes(new Message.Keep()), true);
                awaitKept();
            }
        } catch (IOException | InterruptedException left) {
            throw new SurroundingsException("the client has gone; nothing was changed", left);
        }
        return () -> stop;
    }

    private synchronized boolean isKept() {
        return kept;
    }

    private synchronized void awaitKept() throws InterruptedException {
        long end = System.nanoTime() + ANSWER_MILLIS * 1_000_000;
        while (!kept) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (gone || left <= 0) {
                gone = true;
                throw new SurroundingsException("the client has gone; nothing was changed");
            }
            wait(left);
        }
    }

    /** The client keeps signals. */
    synchronized void kept() {
        kept = !gone;
        notifyAll();
    }

    void stop() {
        stop = true;
    }

    synchronized void deaf() {
        deaf = true;
    }

    /** The client has left, or is made to: what it asked for ends unless it has begun to change something. */
    synchronized void leave() {
        gone = true;
        if (!kept && thread != null) {
            thread.interrupt();
        }
        notifyAll();
    }

    /** The server ends: what changes something finishes its step; whether anything does. */
    synchronized boolean end() {
        stop = true;
        if (!kept) {
            cut = true;
            leave();
        }
        return kept;
    }

    /** The command has ended with this status. If the server has cut it off, that means nothing: the client is told of the end instead. */
    void close(int status) {
        synchronized (this) {
            thread = null;
            if (cut) {
                return;
            }
        }
        try {
            out.flush();
            err.flush();
            outbound.put(Wire.bytes(new Message.Exit(status)), false);
        } catch (IOException nobody) {
            // it was done for one who has left
        }
        outbound.finish();
    }
}
