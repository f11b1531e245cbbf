// The page that diagrams are drawn into. Types that fill their container, such
// as gantt charts, become this wide, in pixels: the body of a browser window of
// 780 pixels, about a text column.
export const pageWidth = 764;
