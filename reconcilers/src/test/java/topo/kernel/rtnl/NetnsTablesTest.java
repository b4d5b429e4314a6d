package topo.kernel.rtnl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.netlink.Messages;
import topo.kernel.netlink.ScriptedTransport;

/** Tables of which a dump is refused. Several kinds ask one after the other. */
class NetnsTablesTest {
    private final ScriptedTransport kernel = new ScriptedTransport().always(requests -> List.of(Messages.done(Messages.sequence(requests.get(0)), 0)));
    private final NetnsTables tables = new NetnsTables(new RtnlSocket(kernel.socket()));

    @Test
    void aRefusedDumpIsNoEmptyTableToTheNextOneWhoAsks() {
        for (Executable question : List.<Executable>of(tables::links, () -> tables.link("lo"), () -> tables.link(1), () -> tables.addresses(1),
                () -> tables.routes(true), () -> tables.connected(1, false), () -> tables.portVlans(1))) {
            kernel.refuse(Errno.ENOMEM, 2);
            assertThrows(KernelException.class, question);
            assertThrows(KernelException.class, question);
        }
        assertEquals(Map.of(), tables.links());
        assertEquals(List.of(), tables.addresses(1));
    }
}
