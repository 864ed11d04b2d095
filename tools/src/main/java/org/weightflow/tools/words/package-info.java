/** The words that people type: choices and what was probably meant. Start with {@link org.weightflow.tools.words.Choices}. */
package org.weightflow.tools.words;
