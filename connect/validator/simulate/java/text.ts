/** `String.trim()` of Java: drops every character up to a space. */
export function javaTrim(text: string): string {
  return text.replace(/^[\0- ]+|[\0- ]+$/g, "");
}
