package org.weightflow.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class InterruptionTest {
    private final Captured captured = new Captured();

    @Test
    void saysThatTheSameCommandResumes() {
        new Interruption(captured.terminal()).say();
        assertEquals("weightflow: interrupted; the same command resumes\n", captured.err());
    }

    @Test
    void saysNothingOnceTheCommandHasEnded() {
        Interruption interruption = new Interruption(captured.terminal());
        interruption.dismiss();
        interruption.say();
        assertEquals("", captured.err());
    }
}
