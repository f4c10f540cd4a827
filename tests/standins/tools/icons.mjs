// White glyph on a coloured rounded square; own drawings.

const GLYPHS = {
  docs: '<path d="M14 10h14l6 6v22H14z"/><path d="M28 10v6h6M19 24h10M19 31h10"/>',
  drive: '<path d="M10 14h10l4 4h14v18H10z"/>',
  meet: '<rect x="9" y="15" width="21" height="18" rx="3"/><path d="M30 22l9-5v14l-9-5"/>',
  grist: '<rect x="11" y="11" width="26" height="26" rx="3"/><path d="M11 20h26M20 11v26"/>',
  agenda: '<rect x="11" y="13" width="26" height="24" rx="3"/><path d="M11 21h26M18 9v7M30 9v7"/>',
}

export const icon = ({ id, colour }) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" aria-hidden="true">
<rect width="48" height="48" rx="13" fill="${colour}"/>
<g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round">${GLYPHS[id]}</g></svg>`

export const iconUri = (tool) => `data:image/svg+xml;base64,${Buffer.from(icon(tool)).toString('base64')}`
