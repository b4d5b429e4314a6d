package topo.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;

/** What a command in a sandbox ended with. */
record Result(List<String> command, int status, String out, String err) {

    /** This result, if the status is the expected one. */
    Result expect(int expected) {
        if (status != expected) {
            fail("exit status " + status + " instead of " + expected + ": " + this);
        }
        return this;
    }

    boolean succeeded() {
        return status == 0;
    }

    /** This result, if its standard output has the text. */
    Result says(String text) {
        if (!out.contains(text)) {
            fail("\"" + text + "\" is not in the output of " + this);
        }
        return this;
    }

    /** This result, if its standard output lacks the text. */
    Result doesNotSay(String text) {
        if (out.contains(text)) {
            fail("\"" + text + "\" is in the output of " + this);
        }
        return this;
    }

    /** This result, if its standard error has the text. */
    Result complains(String text) {
        if (!err.contains(text)) {
            fail("\"" + text + "\" is not in the messages of " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\n--- status " + status + "\n--- output\n" + out + "\n--- messages\n" + err;
    }
}
