/** The published matching algorithms as their authors coded them, to compare with. Start with {@link GitRebasin}. */
package org.weightflow.canon.published;
