package org.weightflow.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HtmlTextTest {
    @Test
    void escapesMarkupInTextAndAttributes() {
        assertEquals(
                "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt; &amp;amp;",
                HtmlText.escape("<a href=\"x\" id='y'> &amp;"));
    }

    @Test
    void keepsOtherScriptsAndLayout() {
        assertEquals("r \u2265 1\n\t\ud83e\udd16", HtmlText.escape("r \u2265 1\n\t\ud83e\udd16"));
    }

    @Test
    void replacesWhatHtmlAndUtf8CannotHold() {
        assertEquals("\ufffd\ufffd\ufffd.", HtmlText.escape("\u0000\ud83e\u2028.".replace('\u2028', '\u001b')));
    }
}
