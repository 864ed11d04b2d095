package org.weightflow.tools.report;

/** Text made safe for HTML, between tags and inside quoted attributes alike. */
final class HtmlText {
    private static final char REPLACEMENT = '\ufffd';

    private HtmlText() {}

    /** {@code text} with markup characters as references; what HTML or UTF-8 cannot hold becomes U+FFFD. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isText(point) ? point : REPLACEMENT);
            }
        });
        return escaped.toString();
    }

    /** No control characters but tab and line feed, and no surrogate without its pair. */
    private static boolean isText(int point) {
        boolean layout = point == '\t' || point == '\n' || point == '\r';
        boolean surrogate = Character.MIN_SURROGATE <= point && point <= Character.MAX_SURROGATE;
        return layout || !(Character.isISOControl(point) || surrogate);
    }
}
