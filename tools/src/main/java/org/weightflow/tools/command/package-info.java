/** One class a command: it parses, builds a config record, calls one library method. Start with {@link org.weightflow.tools.command.DataCommand}. */
package org.weightflow.tools.command;
