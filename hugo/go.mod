module github.com/mdmedia/mdmedia/hugo

go 1.20
