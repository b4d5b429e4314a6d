package topo.kernel.events;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import topo.kernel.Errno;
import topo.kernel.EventCalls;
import topo.kernel.KernelException;
import topo.kernel.Native;

/** All descriptors that events come from, and the thread that waits for them. */
final class Sources implements AutoCloseable {
    /** NFNLGRP_NFTABLES of linux/netfilter/nfnetlink.h. */
    private static final int NFTABLES = 7;

    private final Native sys;
    private final EventCalls calls;
    private final Notes notes;
    private final Loop loop;
    private final Watches watches;
    private final Set<Aspect> deaf = EnumSet.noneOf(Aspect.class);
    /** What is open, the last first. */
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Nothing stays open if it fails. */
    Sources(Native sys, EventCalls calls, Notes notes, Mailbox mailbox, Settings settings) {
        this.sys = sys;
        this.calls = calls;
        this.notes = notes;
        try {
            loop = new Loop(sys, calls, mailbox);
            open.push(loop);
            watches = new Watches(sys, calls);
            open.push(watches);
            files(settings.legacyLock());
            mounts(settings.mountTable());
            rtnetlink(settings);
            netfilter(settings);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private void files(Path legacyLock) {
        LegacyLock lock = new LegacyLock(watches, legacyLock);
        lock.watch();
        loop.on(watches.fd(), EventCalls.EPOLLIN, () -> watches.drain((watch, record) -> {
            if (watch instanceof Watch.LegacyLockFolder folder) {
                if (lock.isMade(folder, record)) {
                    notes.legacyTables();
                }
            } else {
                notes.file(watch, record);
            }
        }, notes::lost));
    }

    /** The kernel wakes whoever waits for the mount table with an error and urgent data (proc_pid_mountinfo(5)), at every change. */
    private void mounts(Path table) {
        int file = sys.open(table.toString(), Native.O_RDONLY);
        open.push(() -> sys.close(file));
        loop.on(file, EventCalls.EPOLLERR | EventCalls.EPOLLPRI | EventCalls.EPOLLET, notes::mounts);
    }

    private void rtnetlink(Settings settings) {
        NetlinkListener listener = new NetlinkListener(sys, calls, NetlinkListener.NETLINK_ROUTE, settings.receiveBytes());
        open.push(listener);
        deaf.addAll(Groups.join(listener, settings.aspects()));
        NetlinkListener.Ear ear = notes.rtnetlink();
        loop.on(listener.fd(), EventCalls.EPOLLIN, () -> listener.drain(ear));
    }

    private void netfilter(Settings settings) {
        if (!settings.aspects().contains(Aspect.NETFILTER)) {
            return;
        }
        try {
            NetlinkListener listener = new NetlinkListener(sys, calls, NetlinkListener.NETLINK_NETFILTER, settings.receiveBytes());
            open.push(listener);
            // One message a transaction instead of one for each rule: a table of 10,000 rules would fill any buffer.
            listener.only(NetfilterNotices.NEWGEN);
            if (!listener.join(NFTABLES)) {
                deaf.add(Aspect.NETFILTER);
            }
            NetlinkListener.Ear ear = notes.netfilter();
            loop.on(listener.fd(), EventCalls.EPOLLIN, () -> listener.drain(ear));
        } catch (KernelException refused) {
            if (refused.errno() != Errno.EPROTONOSUPPORT) {
                throw refused;
            }
            deaf.add(Aspect.NETFILTER);
        }
    }

    Watches watches() {
        return watches;
    }

    Set<Aspect> deaf() {
        return deaf;
    }

    void start() {
        loop.start();
    }

    @Override
    public void close() {
        // The thread ends first: it must not use the number of a descriptor that is closed, and perhaps another's by then.
        if (!open.isEmpty()) {
            closeOne(open.removeLast());
        }
        while (!open.isEmpty()) {
            closeOne(open.pop());
        }
    }

    private static void closeOne(AutoCloseable one) {
        try {
            one.close();
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
