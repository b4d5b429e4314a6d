package topo.kernel.events;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import topo.api.net.NetnsName;
import topo.kernel.netlink.Message;

/** What the reader notes down of each thing it hears; no more than that is done on its thread. */
final class Notes {
    private static final int ENTRY = InotifyRecord.IN_CREATE | InotifyRecord.IN_DELETE | InotifyRecord.IN_MOVED_FROM
            | InotifyRecord.IN_MOVED_TO;

    private final Mailbox mailbox;
    private final NamespaceIds ids;
    private final Set<Aspect> aspects;

    Notes(Mailbox mailbox, NamespaceIds ids, Set<Aspect> aspects) {
        this.mailbox = mailbox;
        this.ids = ids;
        this.aspects = aspects;
    }

    void mounts() {
        mailbox.put(Heard::mounts);
    }

    void legacyTables() {
        mailbox.put(Heard::legacyTables);
    }

    void lost() {
        mailbox.put(Heard::everything);
    }

    NetlinkListener.Ear rtnetlink() {
        return ear((namespace, message) -> {
            int ended = namespace == Datagrams.OWN_NAMESPACE ? RtnlNotices.endedId(message) : -1;
            if (ended >= 0) {
                ids.names(ended).forEach(name -> mailbox.put(heard -> heard.suspect(name)));
            } else {
                note(namespace, RtnlNotices.parse(message));
            }
        });
    }

    NetlinkListener.Ear netfilter() {
        return ear((namespace, message) -> note(namespace, NetfilterNotices.parse(message)));
    }

    private interface Hearing {
        void message(int namespace, Message message);
    }

    private NetlinkListener.Ear ear(Hearing hearing) {
        return new NetlinkListener.Ear() {
            @Override
            public void message(int namespace, Message message) {
                hearing.message(namespace, message);
            }

            @Override
            public void lost() {
                Notes.this.lost();
            }
        };
    }

    private void note(int namespace, Notice notice) {
        if (notice != null && aspects.contains(notice.aspect())) {
            for (NetnsName name : ids.names(namespace)) {
                mailbox.put(heard -> heard.event(name, notice));
            }
        }
    }

    void file(Watch watch, InotifyRecord record) {
        if (watch instanceof Watch.NetnsFolder) {
            if (record.has(ENTRY)) {
                mailbox.put(heard -> heard.suspect(new NetnsName(record.name())));
            }
        } else if (watch instanceof Watch.Folder folder) {
            folder(folder, record);
        } else if (watch instanceof Watch.SysctlFile file) {
            if (record.has(InotifyRecord.IN_MODIFY) && aspects.contains(Aspect.SYSCTLS)) {
                Notice notice = new Notice(Aspect.SYSCTLS, false, 0, file.path(), Author.UNKNOWN);
                mailbox.put(heard -> heard.event(file.netns(), notice));
            }
        } else if (watch instanceof Watch.LegacyLock) {
            legacyTables();
        }
    }

    private void folder(Watch.Folder folder, InotifyRecord record) {
        if (record.has(InotifyRecord.IN_IGNORED)) {
            mailbox.put(heard -> heard.suspectFolder(folder.path()));
        } else if (record.has(ENTRY) && folder.children().contains(record.name())) {
            mailbox.put(heard -> heard.suspectFolder(entry(folder, record)));
        } else if (folder.whole()) {
            mailbox.put(heard -> heard.file(entry(folder, record)));
        }
    }

    /** The entry that the kernel names, which has no slash; or the folder, for itself and for a name that is no text and so no path. */
    private static Path entry(Watch.Folder folder, InotifyRecord record) {
        try {
            return record.name().indexOf('\ufffd') >= 0 ? folder.path() : folder.path().resolve(record.name());
        } catch (InvalidPathException noText) {
            return folder.path();
        }
    }
}
