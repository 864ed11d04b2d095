/** What a command shows: tables on stdout, progress on stderr. Start with {@link org.weightflow.tools.terminal.Terminal}. */
package org.weightflow.tools.terminal;
