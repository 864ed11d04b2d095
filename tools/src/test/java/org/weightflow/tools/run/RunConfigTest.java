package org.weightflow.tools.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.pruning.method.FineTuning;
import org.weightflow.pruning.method.TicketMethods;
import org.weightflow.tools.config.ConfigException;

class RunConfigTest {
    @Test
    void settingsOfAMethodGoByItsNameOrOneOfTheirOwn() throws ConfigException {
        RunConfig.Compare compare = parsed(
                        "fine-tune: {name: fine-tune, epochs: 2}, fine.3: {name: fine-tune, epochs: 3}")
                .compare()
                .withMethods(List.of("fine-tune", "fine.3"));
        assertEquals(2, ((FineTuning) compare.methodsByName().get("fine-tune")).epochs());
        assertEquals(3, ((FineTuning) compare.methodsByName().get("fine.3")).epochs());
        assertEquals(1, ((FineTuning) TicketMethods.defaults().get("fine-tune")).epochs());
    }

    @Test
    void settingsTakeNoOtherMethodsName() {
        assertRefused("method name 'imp' is that of another method than lrr", "imp: {name: lrr}");
    }

    @Test
    void settingsHaveNamesThatFilesAndTablesCanHave() {
        assertRefused("method name 'dense' is 'dense', or not letters", "dense: {name: lrr}");
        assertRefused("method name '../x' is", "../x: {name: lrr}");
        assertRefused("method name 'a,b' is", "'a,b': {name: lrr}");
    }

    private static void assertRefused(String reason, String settings) {
        var e = assertThrows(ConfigException.class, () -> parsed(settings));
        assertTrue(e.getMessage().startsWith("x.yaml:") && e.getMessage().contains(reason), e::getMessage);
    }

    private static RunConfig parsed(String settings) throws ConfigException {
        return RunConfig.tree().parse("compare:\n  settings: {" + settings + "}\n", "x.yaml");
    }
}
