package topo.kernel.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import topo.kernel.Errno;
import topo.kernel.KernelException;

/** Which answer reaches which callback, and what goes over the wire for it. */
class BatchTest {
    private final ScriptedTransport kernel = new ScriptedTransport();
    private final Map<String, String> failures = new TreeMap<>();

    private void request(Batch batch, String name) {
        batch.request(16, Message.NLM_F_CREATE, "make " + name, failed -> failures.put(name, failed.getMessage())).u32(7).end();
    }

    private static byte[] last(List<byte[]> requests) {
        return requests.get(requests.size() - 1);
    }

    @Test
    void failuresReachTheRequestsThatFailed() {
        kernel.then(requests -> List.of(
                Messages.answer(Messages.sequence(requests.get(0)), Errno.EEXIST.number()),
                Messages.datagram(Messages.answer(Messages.sequence(requests.get(2)), Errno.ENODEV.number()),
                        Messages.answer(Messages.sequence(requests.get(3)), 0))));
        Batch batch = kernel.socket().batch();
        for (String name : List.of("a", "b", "c", "d")) {
            request(batch, name);
        }
        batch.flush();
        assertEquals(Map.of("a", "make a: EEXIST: File exists", "c", "make c: ENODEV: No such device"), failures);
    }

    @Test
    void theLastRequestMayFailToo() {
        kernel.then(requests -> List.of(Messages.answer(Messages.sequence(last(requests)), Errno.EPERM.number())));
        Batch batch = kernel.socket().batch();
        request(batch, "a");
        request(batch, "b");
        batch.flush();
        assertEquals(Map.of("b", "make b: EPERM: Operation not permitted"), failures);
    }

    @Test
    void onlyTheLastRequestAsksForAnAnswer() {
        kernel.then(requests -> List.of(Messages.answer(Messages.sequence(last(requests)), 0)));
        Batch batch = kernel.socket().batch();
        request(batch, "a");
        request(batch, "b");
        request(batch, "c");
        batch.flush();
        int usual = Message.NLM_F_REQUEST | Message.NLM_F_CREATE;
        assertEquals(List.of(usual, usual, usual | Message.NLM_F_ACK), kernel.requests().stream().map(Messages::flags).toList());
        assertEquals(1, kernel.sent().size());
    }

    @Test
    void repliesReachTheRequestsThatAsked() {
        kernel.then(requests -> List.of(
                Messages.message(16, 0, Messages.sequence(requests.get(1)), writer -> writer.u32(22)),
                Messages.message(16, 0, 4711, writer -> writer.u32(99)),
                Messages.message(16, 0, Messages.sequence(requests.get(0)), writer -> writer.u32(11)),
                Messages.answer(Messages.sequence(last(requests)), 0)));
        Batch batch = kernel.socket().batch();
        List<String> replies = new ArrayList<>();
        batch.request(18, 0, "a", failed -> {}, reply -> replies.add("a " + reply.u32(0))).end();
        batch.request(18, 0, "b", failed -> {}, reply -> replies.add("b " + reply.u32(0))).end();
        batch.flush();
        assertEquals(List.of("b 22", "a 11"), replies);
    }

    @Test
    void manyRequestsGoInSeveralDatagrams() {
        kernel.always(requests -> {
            List<byte[]> answers = new ArrayList<>();
            requests.forEach(request -> answers.add(Messages.answer(Messages.sequence(request), Errno.EEXIST.number())));
            return answers;
        });
        Batch batch = kernel.socket().batch();
        for (int i = 0; i < 300; i++) {
            request(batch, "r" + i);
        }
        batch.flush();
        assertEquals(300, failures.size());
        assertEquals(List.of(128, 128, 44), kernel.sent().stream().map(datagram -> datagram.length / 20).toList());
        List<byte[]> requests = kernel.requests();
        for (int i = 0; i < requests.size(); i++) {
            boolean asks = (Messages.flags(requests.get(i)) & Message.NLM_F_ACK) != 0;
            assertEquals(i == 127 || i == 255 || i == 299, asks, "request " + i);
        }
    }

    @Test
    void largeRequestsGoInSmallerDatagrams() {
        kernel.always(requests -> List.of(Messages.answer(Messages.sequence(last(requests)), 0)));
        Batch batch = kernel.socket().batch();
        for (int i = 0; i < 100; i++) {
            batch.request(16, 0, "make", failed -> {}).attribute(1, new byte[1000]).end();
        }
        batch.flush();
        assertEquals(100, kernel.requests().size());
        assertTrue(kernel.sent().size() > 3);
        assertTrue(kernel.sent().stream().allMatch(datagram -> datagram.length < 34_000), "a datagram is too long");
    }

    @Test
    void aBatchOfNothingSendsNothing() {
        kernel.socket().batch().flush();
        assertEquals(List.of(), kernel.sent());
    }

    @Test
    void aCallbackThatThrowsLeavesTheBatchUsable() {
        kernel.then(requests -> List.of(Messages.answer(Messages.sequence(requests.get(0)), Errno.EINVAL.number()),
                        Messages.answer(Messages.sequence(last(requests)), 0)))
                .then(requests -> List.of(Messages.answer(Messages.sequence(last(requests)), Errno.EBUSY.number())));
        Batch batch = kernel.socket().batch();
        batch.request(16, 0, "make a", failed -> {
            throw failed;
        }).end();
        request(batch, "b");
        assertEquals(Errno.EINVAL, assertThrows(KernelException.class, batch::flush).errno());
        request(batch, "c");
        batch.flush();
        assertEquals(Map.of("c", "make c: EBUSY: Device or resource busy"), failures);
        assertEquals(List.of(36, 20), kernel.sent().stream().map(datagram -> datagram.length).toList());
    }

    @Test
    void aReplyThatCannotBeReadLeavesTheBatchUsable() {
        kernel.then(requests -> List.of(Messages.message(16, 0, Messages.sequence(requests.get(0)), writer -> {}),
                        Messages.answer(Messages.sequence(requests.get(0)), Errno.EPERM.number())))
                .then(requests -> List.of(Messages.answer(Messages.sequence(requests.get(0)), 0)));
        Batch batch = kernel.socket().batch();
        batch.request(18, 0, "ask", failed -> failures.put("ask", failed.getMessage()), reply -> reply.need(4)).end();
        assertThrows(DecodeException.class, batch::flush);
        request(batch, "a");
        // The first request's answer is still on its way and must not be taken for that of the second.
        batch.flush();
        assertEquals(Map.of(), failures);
    }

    @Test
    void aTransportThatFailsLeavesNothingPending() {
        kernel.then(requests -> {
            throw new KernelException("send over netlink", Errno.ENOBUFS.number());
        }).then(requests -> List.of(Messages.answer(Messages.sequence(last(requests)), 0)));
        Batch batch = kernel.socket().batch();
        request(batch, "a");
        assertThrows(KernelException.class, batch::flush);
        request(batch, "b");
        batch.flush();
        assertEquals(20, kernel.sent().get(1).length);
        assertEquals(Map.of(), failures);
    }
}
