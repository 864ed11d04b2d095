package org.weightflow.networks.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooRepair;

class MemberSelectionTest {
    @TempDir
    Path zoo;

    private List<Member> members;

    @BeforeEach
    void collect() throws IOException {
        members = ExportFixture.zoo(zoo, Architectures.parse("mlp-4-3-2"), false, 6)
                .store()
                .members();
    }

    private List<Integer> positions(String text) {
        return MemberSelection.parse(text).positions(members);
    }

    @Test
    void takesIdsAndRangesOnceAndInOrder() {
        assertEquals(List.of(0, 1, 2, 3, 4, 5), positions("all"));
        assertEquals(List.of(4), positions("4"));
        assertEquals(List.of(0, 2, 3, 4), positions("3-4, 0,2-3,000002"));
    }

    @Test
    void idsStayWhenAMemberWasDropped() throws IOException {
        Files.delete(zoo.resolve("members/000002.safetensors"));
        ZooRepair.repair(zoo, true);
        members = Zoo.open(zoo).members();
        assertEquals(List.of(0, 2), positions("0,3"));
        assertEquals(5, positions("all").size());
        var e = assertThrows(IllegalArgumentException.class, () -> positions("1-4"));
        assertEquals("there is no member 2; the last one is 5", e.getMessage());
    }

    @Test
    void namesTheMemberThatIsNotThere() {
        var e = assertThrows(IllegalArgumentException.class, () -> positions("0,4-999999999"));
        assertEquals("there is no member 6; the last one is 5", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0,", "none", "-1", "1-", "1--2", "0x1", "1234567890", "1.5", "٣"})
    void namesThePartThatIsNoMember(String text) {
        var e = assertThrows(IllegalArgumentException.class, () -> positions(text));
        assertTrue(e.getMessage().contains("is neither a member's id nor a range"), e::getMessage);
    }

    @Test
    void refusesARangeThatRunsBackwards() {
        var e = assertThrows(IllegalArgumentException.class, () -> positions("4-2"));
        assertTrue(e.getMessage().startsWith("last member of a range"), e::getMessage);
    }
}
